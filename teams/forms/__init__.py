"""What people type about offices, accounts and teams."""
