// The photos of a draft on the page: kept in the phone first, uploaded at once while the person goes on writing (the
// server's answer also says where a photo was taken), and shown with how far they are.
import { onScopeDispose, reactive, ref } from 'vue'
import { ApiProblem, NetworkFailure, sentenceOf } from './api'
import type { Schemas } from './api'
import { district } from './district'
import { dropPhoto, keepPhoto, photoBlob } from './drafts'
import type { DraftPhoto } from './drafts'
import { judgePhotos, uploadPhoto } from './photos'
import type { PhotoRules } from './photos'

export interface PhotoLook {
  preview: string // object URL, or the server's thumbnail where the browser cannot show the format
  share: number | null // 0..1 while uploading
  bad: string // why the server refused it
}

const NO_RULES = { types: ['image/jpeg', 'image/png'], bytesMax: 15 * 1048576, countMax: 9 }

export function photoRules(): PhotoRules {
  const known = district.value
  return known ? { types: known.photo_types, bytesMax: known.limits.photo_bytes_max, countMax: known.limits.photos_max } : NO_RULES
}

interface Watch {
  /** The list changed: keep the draft. */
  changed: () => void
  uploaded?: (answer: Schemas['UploadedPhoto']) => void
}

export function usePhotoList(photos: () => DraftPhoto[], { changed, uploaded }: Watch) {
  const looks = reactive<Record<string, PhotoLook>>({})
  const refusals = ref<string[]>([])
  const stops = new Map<string, AbortController>()
  const running = new Set<Promise<void>>()
  const urls: string[] = []

  async function show(photo: DraftPhoto): Promise<void> {
    if (looks[photo.id]) return
    looks[photo.id] = { preview: '', share: null, bad: '' }
    const blob = await photoBlob(photo.id)
    if (!blob) return
    const url = URL.createObjectURL(blob)
    urls.push(url)
    looks[photo.id].preview = url
  }

  function upload(photo: DraftPhoto): void {
    const work = uploadNow(photo).finally(() => running.delete(work))
    running.add(work)
  }

  /** Until what is on its way now has arrived or failed. */
  async function settle(): Promise<void> {
    await Promise.all(Array.from(running))
  }

  async function uploadNow(photo: DraftPhoto): Promise<void> {
    const look = looks[photo.id]
    const blob = await photoBlob(photo.id)
    if (!blob || photo.uploaded || stops.has(photo.id)) return
    const stop = new AbortController()
    stops.set(photo.id, stop)
    look.share = 0
    try {
      const answer = await uploadPhoto({ photo: blob, name: photo.name, signal: stop.signal, onProgress: (share) => { look.share = share } })
      photo.uploaded = answer
      photo.uploadedAt = Date.now()
      changed()
      uploaded?.(answer)
    } catch (thrown) {
      if (thrown instanceof ApiProblem && !thrown.passing) look.bad = sentenceOf(thrown)
      else if (!(thrown instanceof NetworkFailure) && !(thrown instanceof ApiProblem)) throw thrown
    } finally {
      look.share = null
      stops.delete(photo.id)
    }
  }

  async function add(files: File[]): Promise<void> {
    const judged = await judgePhotos(files, photos().length, photoRules())
    refusals.value = judged.refusals
    for (const { file, type } of judged.good) {
      const kept = await keepPhoto(file, file.name, type)
      photos().push(kept)
      const photo = photos()[photos().length - 1] // the reactive one
      await show(photo)
      changed()
      upload(photo)
    }
  }

  async function remove(photo: DraftPhoto): Promise<void> {
    stops.get(photo.id)?.abort()
    photos().splice(photos().indexOf(photo), 1)
    delete looks[photo.id]
    refusals.value = []
    changed()
    await dropPhoto(photo.id)
  }

  /** What a reopened draft still owes the server. */
  async function resume(): Promise<void> {
    for (const photo of photos()) {
      await show(photo)
      if (!photo.uploaded) upload(photo)
    }
  }
  const online = () => void resume()
  window.addEventListener('online', online)
  onScopeDispose(() => {
    window.removeEventListener('online', online)
    stops.forEach((stop) => stop.abort())
    urls.forEach((url) => URL.revokeObjectURL(url))
  })

  return { looks, refusals, add, remove, resume, settle }
}
