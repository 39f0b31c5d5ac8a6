"""The review of drafts: the document's text beside what was read from it, accepted or changed by people, published."""
