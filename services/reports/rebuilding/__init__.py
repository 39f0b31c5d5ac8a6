"""The projection made anew from the topics beside the live one, held against it, and put in its place."""
