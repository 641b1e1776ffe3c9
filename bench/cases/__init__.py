"""One file a public data set: its case for the library, and its truth."""
