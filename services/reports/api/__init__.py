"""The REST face of reports, one file a resource."""
