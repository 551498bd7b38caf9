# Prints each failed test with its message and the way to it: awk -f tests/failed-tests.awk RESULTS.trx…
function value(name) {
  match($0, name "=\"[^\"]*\"")
  return substr($0, RSTART + length(name) + 2, RLENGTH - length(name) - 3)
}
/<UnitTestResult / {
  id = ""
  if (/ outcome="Failed"/) {
    id = value("testId")
    ids[++count] = id
    names[id] = value("testName")
  }
}
id != "" && /<Message>/ { left = 12 }
id != "" && /<StackTrace>/ { left = 6 }
left > 0 { texts[id] = texts[id] "  " $0 "\n"; left-- }
/<\/(Message|StackTrace)>/ { left = 0 }
# The fixture, whose arguments the name of a test lacks, is named further down.
/<UnitTest / { definition = value(" id") }
/<TestMethod / { fixtures[definition] = value("className") }
END {
  for (i = 1; i <= count; i++)
    printf "failed test: %s of %s\n%s", names[ids[i]], fixtures[ids[i]], texts[ids[i]]
}
