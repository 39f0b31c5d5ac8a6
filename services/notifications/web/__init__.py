"""Pages of notifications: what somebody meets who follows a link in one of our mails."""
