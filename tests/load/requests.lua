-- The requests of a load test, in turn (PATHS, separated by blanks), and its figures as one line.
local paths, at = {}, 0
for p in os.getenv("PATHS"):gmatch("%S+") do paths[#paths + 1] = p end
function request()
  at = at % #paths + 1
  return wrk.format("GET", paths[at])
end
function done(summary, latency)
  local e = summary.errors
  io.write(string.format("figures requests=%d seconds=%.1f p50=%.1f p99=%.1f most=%.1f errors=%d\n", summary.requests, summary.duration / 1e6, latency:percentile(50) / 1000,
    latency:percentile(99) / 1000, latency.max / 1000, e.connect + e.read + e.write + e.status + e.timeout))
end
