"""How allauth behaves here: nobody registers by themselves, links in mails use the portal's own address."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        """Accounts are made by an office's admin only."""
        return False
