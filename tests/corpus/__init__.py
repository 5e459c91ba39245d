"""Bad and good input, made on the spot: what people send who collect such things, without a file of anybody's.

Each module says what must become of what it makes. All of it is the same at every call.
"""
