"""What an activity and an agreement are, and what may happen to them. Pure: time and all else come as arguments."""
