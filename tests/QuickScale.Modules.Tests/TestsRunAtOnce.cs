// Two projects at once: while one is built, the other waits for a server, a mail or a lease.
[assembly: Parallelizable(ParallelScope.Fixtures)]
[assembly: LevelOfParallelism(2)]
