// The themes of a flow at once: much of a test's time is spent waiting for mail, pages and the browser.
[assembly: Parallelizable(ParallelScope.Fixtures)]
[assembly: LevelOfParallelism(2)]
