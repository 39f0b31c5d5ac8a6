"""Activities: owns every write. Validates, decides what an activity counts toward, stores change and event as one."""
