"""Make one mistake at a time in the code that a promise rests on, and see that a test goes red."""
