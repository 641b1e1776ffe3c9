"""The words the library speaks: vocabulary, tables, units, seeds and errors."""
