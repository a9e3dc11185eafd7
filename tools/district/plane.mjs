// Rings in the plane ([x, y] points, not closed): what the district's tools ask of polygons.

export function signedArea(ring) {
  const [ox, oy] = ring[0]
  return ring.reduce((sum, p, i) => {
    const q = ring[(i + 1) % ring.length]
    return sum + ((p[0] - ox) * (q[1] - oy) - (q[0] - ox) * (p[1] - oy)) / 2
  }, 0)
}

/** Even-odd rule; a point exactly on the border may fall on either side. */
export function contains(ring, [x, y]) {
  let inside = false
  ring.forEach((p, i) => {
    const q = ring[(i + 1) % ring.length]
    if (p[1] > y !== q[1] > y && x < p[0] + ((y - p[1]) / (q[1] - p[1])) * (q[0] - p[0])) inside = !inside
  })
  return inside
}

export function boundsOf(ring) {
  const xs = ring.map((p) => p[0]), ys = ring.map((p) => p[1])
  return { left: Math.min(...xs), right: Math.max(...xs), bottom: Math.min(...ys), top: Math.max(...ys) }
}

export function distanceToRing(ring, [x, y]) {
  return Math.min(...ring.map((p, i) => {
    const q = ring[(i + 1) % ring.length]
    const [dx, dy] = [q[0] - p[0], q[1] - p[1]]
    const t = Math.max(0, Math.min(1, ((x - p[0]) * dx + (y - p[1]) * dy) / (dx * dx + dy * dy)))
    return Math.hypot(x - p[0] - t * dx, y - p[1] - t * dy)
  }))
}
