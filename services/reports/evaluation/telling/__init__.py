"""Telling: what was found of a promise, in sentences of Swedish or English, from tables of forms that tests hold."""
