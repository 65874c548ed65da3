"""What people type about plans and decrees; forms check, they save nothing."""
