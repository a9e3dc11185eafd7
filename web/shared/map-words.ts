// The map's own few words.
import type { Catalogue } from './i18n'

export const mapZh = {
  map: '辖区地图',
  pin: '选定的位置',
  zoomIn: '放大',
  zoomOut: '缩小',
  synthetic: '示意图：辖区边界为合成数据',
  failed: '地图没有加载出来，仍可用文字写明地点。',
}
export const mapEn: Catalogue<typeof mapZh> = {
  map: 'Map of the district',
  pin: 'The chosen place',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  synthetic: 'Sketch: the boundaries are synthetic data',
  failed: 'The map could not be loaded; you can still describe the place in words.',
}
