"""The HTTP face of activities: one file a resource."""
