"""What people, offices and the nation choose about notices: forms, saving, forecast, a test mail."""
