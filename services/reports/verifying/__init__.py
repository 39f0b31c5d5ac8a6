"""The second look of `loftet verify`: whole rows of `statuses`, words and all, made anew from the data beside them.

The first look, `shared/verify`, reckons states, numbers and days by a reading of the rules that is its own. This one
has the pure domain write the row as it should be published, so that no field of it can be touched up unseen. It is
given rows, and knows neither the store nor the projector.
"""
