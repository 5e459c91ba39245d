-- wrk asks for the addresses of a file in turn: lines with an encoding and a path. It ends with one line of JSON.
local requests, place = {}, 0

function init(arguments)
  for line in io.lines(arguments[1]) do
    local encoding, path = line:match("^(%S+) (%S+)$")
    requests[#requests + 1] = wrk.format("GET", path, { ["Host"] = wrk.headers["Host"], ["Accept-Encoding"] = encoding })
  end
end

function request()
  place = place % #requests + 1
  return requests[place]
end

function done(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  local form = '{"requests": %d, "seconds": %f, "failed": %d, "p50": %f, "p99": %f}\n'
  local p50, p99 = latency:percentile(50) / 1000, latency:percentile(99) / 1000
  io.write(form:format(summary.requests, summary.duration / 1e6, failed, p50, p99))
end
