"""How each kind of fact is projected, one file a kind; `services.reports.projector` says which goes where."""
