// Every fixture has a host and a database of its own, and mostly waits for them.
[assembly: Parallelizable(ParallelScope.Fixtures)]
