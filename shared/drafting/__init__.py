"""Drafting: from a promise document's own Swedish text to a draft agreement, every value with the words it rests on."""
