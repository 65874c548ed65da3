"""Addresses of offices, people, profile and teams."""

from django.urls import path

from teams.views import holidays, notice_rules, notices, offices, people, profile, roster_edit, rosters, sessions

app_name = "teams"
urlpatterns = [
    path("profil/", profile.profile, name="profile"),
    path("profil/sesi/akhiri/", sessions.end_others, name="sessions-end"),
    path("pemberitahuan/pilihan/", notices.notice_choices, name="notice-choices"),
    path("pemberitahuan/pilihan/kembali/", notices.notice_return, name="notice-return"),
    path("hari-libur/", holidays.holidays, name="holidays"),
    path("hari-libur/tambah/", holidays.holidays_add, name="holidays-add"),
    path("hari-libur/<int:pk>/", holidays.holiday, name="holiday"),
    path("hari-libur/<int:pk>/hapus/", holidays.holiday_delete, name="holiday-delete"),
    path("satker/", offices.satker_list, name="satker-list"),
    path("satker/<int:pk>/", offices.satker_detail, name="satker-detail"),
    path("satker/<int:pk>/pengaturan/", offices.satker_settings, name="satker-settings"),
    path("satker/<int:pk>/pengaturan/pratinjau/", offices.certifier_preview, name="certifier-preview"),
    path("satker/<int:pk>/lambang/", offices.satker_emblem, name="satker-emblem"),
    path("satker/<int:pk>/pemberitahuan/", notice_rules.notice_rules, name="notice-rules"),
    path("satker/<int:pk>/pemberitahuan/pratinjau/", notice_rules.notice_preview, name="notice-preview"),
    path("satker/<int:pk>/pemberitahuan/surel-uji/", notice_rules.notice_test, name="notice-test"),
    path("satker/<int:pk>/orang/", people.people_list, name="people"),
    path("satker/<int:pk>/orang/undang/", people.person_invite, name="person-invite"),
    path("satker/<int:pk>/orang/<int:membership>/ubah/", people.role_change, name="role-change"),
    path("satker/<int:pk>/orang/<int:membership>/akhiri/", people.role_end, name="role-end"),
    path("satker/<int:pk>/orang/<int:membership>/undangan/", people.invitation_resend, name="invitation-resend"),
    path("satker/<int:pk>/orang/<int:membership>/akun/", people.account_state, name="account-state"),
    path("tim/", rosters.team_list, name="team-list"),
    path("tim/baru/", rosters.team_new, name="team-new"),
    path("tim/<int:pk>/", rosters.team_detail, name="team-detail"),
    path("tim/<int:pk>/ubah/", roster_edit.team_edit, name="team-edit"),
    path("tim/<int:pk>/baris/", roster_edit.team_row, name="team-row"),
    path("tim/<int:pk>/urungkan/", roster_edit.team_undo, name="team-undo"),
]
