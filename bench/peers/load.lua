-- One load for all peers: wrk -t1 -cN -dSs -s load.lua URL. LOAD_METHOD, LOAD_PATHS (separated by spaces, asked in turn), LOAD_BODY
-- (%N becomes a number of its own for each request), LOAD_HEADERS ("Name: value" lines, %N likewise), LOAD_GOOD (the status
-- that counts; %A and %B in the body: digits of a place in the district; %T: one of the texts of the CSV file LOAD_TEXTS), LOAD_LEAST (bytes a good answer has at least). Prints: seconds, good answers, all answers, broken connections.
local paths, headers = {}, {}
local next_one = 0
good, all = 0, 0 -- global: done() asks the thread for them
local wanted, least = tonumber(os.getenv("LOAD_GOOD")), tonumber(os.getenv("LOAD_LEAST") or "0")
local body, method = os.getenv("LOAD_BODY"), os.getenv("LOAD_METHOD") or "GET"
local seed = os.getenv("LOAD_SEED") or "0"
local last
math.randomseed(tonumber((seed:gsub("%D", ""))) % 2 ^ 31)

local texts = {}
for line in io.lines(os.getenv("LOAD_TEXTS") or "/dev/null") do
  local text = line:match("^[^,]*,([^\"\\]*)$")
  if text then texts[#texts + 1] = text end
end

for path in os.getenv("LOAD_PATHS"):gmatch("%S+") do paths[#paths + 1] = path end
for name, value in (os.getenv("LOAD_HEADERS") or ""):gmatch("([^:\n]+): ([^\n]*)") do headers[name] = value end

function setup(thread) last = thread end

function request()
  next_one = next_one + 1
  local own, n = {}, seed .. "-" .. next_one
  for name, value in pairs(headers) do own[name] = (value:gsub("%%N", n):gsub("%%I", "10." .. next_one % 200 .. "." .. math.floor(next_one / 200) % 250 .. "." .. math.floor(next_one / 50000) % 250)) end
  local text = body and body:gsub("%%N", n)
    :gsub("%%A", string.format("%06d", math.random(76000, 109000))):gsub("%%B", string.format("%06d", math.random(276000, 304000)))
    :gsub("%%T", function() return texts[math.random(#texts)] end)
  return wrk.format(method, paths[(next_one - 1) % #paths + 1], own, text)
end

function response(status, _, text)
  all = all + 1
  if status == wanted and #text >= least then good = good + 1 end
end

function done(summary)
  local e = summary.errors
  io.write(string.format("RESULT %.3f %d %d %d\n", summary.duration / 1e6, last:get("good"), last:get("all"), e.connect + e.read + e.write + e.timeout))
end
