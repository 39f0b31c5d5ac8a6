"""reports: projects facts into the status of each promise, and shows it."""
