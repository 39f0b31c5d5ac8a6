"""Events: the catalogue, the data that each type carries, and the CloudEvents codec."""
