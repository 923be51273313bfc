"""THE RUNNING PROGRAM: may import everything below, is imported by nobody."""
