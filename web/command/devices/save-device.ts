// What is sent to keep a device as it is: the page of one that only stops it must not change the rest.
import type { Device } from './device-state'

export function bodyOf(device: Device) {
  return {
    name: device.name,
    place: device.place,
    area: device.area ?? undefined,
    owner: device.owner,
    lat: device.lat,
    lon: device.lon,
    per_minute: device.per_minute,
    active: device.active,
    ...(device.own_thresholds ? { raise: String(device.raise), clear: String(device.clear) } : {}),
    ...(device.own_times ? { hold_s: device.hold_s, rearm_s: device.rearm_s } : {}),
  }
}
