// How a map ends. Leaflet 1.9.4 leaves two things behind that come when the map is gone and find nothing to draw on:
// a frame that it forgot because it drew before it (Canvas._redraw), and the end of a zoom (Map._onZoomTransitionEnd).
import L from 'leaflet'

interface CanvasParts {
  _ctx?: CanvasRenderingContext2D // none before the canvas is on a map, and none after
  _redraw: () => void
}
const drawn = L.Canvas.prototype as unknown as CanvasParts

/** A canvas that leaves a frame alone which comes after its map. */
export const LastingCanvas = L.Canvas.extend({
  _redraw(this: CanvasParts) {
    if (this._ctx) drawn._redraw.call(this)
  },
}) as unknown as new (options?: L.RendererOptions) => L.Canvas

/** Takes a map away, whatever it was about to do. */
export function endMap(map: L.Map): void {
  map.stop()
  Object.assign(map, { _animatingZoom: false }) // a zoom under way does not end any more
  map.remove()
}
