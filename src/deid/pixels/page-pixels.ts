import { type InkMap, inkMap } from '../../document/image/ink.js'
import { type Raster, toGrey } from '../../document/image/raster.js'

/** A page's raster with what every search of its pixels needs, worked out once. */
export interface PagePixels {
  raster: Raster
  grey: Raster
  ink: InkMap
}

export function pagePixels(raster: Raster): PagePixels {
  const grey = toGrey(raster)
  return { raster, grey, ink: inkMap(grey) }
}
