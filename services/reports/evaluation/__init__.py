"""What became of the promises, told as a municipality tells it: the annual evaluation and the half-way report.

The rooms: facts are gathered from the store (`gather`), judged for a year or the whole period (`evaluate`, pure), told
in sentences of either language (`telling`, pure), and shown as a page, a PDF or an answer.
"""
