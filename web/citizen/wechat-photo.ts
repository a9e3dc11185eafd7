// A photo as WeChat hands it to a page, made a file as from any other chooser.
/** What getLocalImgData gives, on Android without the head, on iPhones with one that says "jgp". */
export function fileOfLocal(data: string, name: string): File {
  const base64 = data.replace(/^data:[^,]*,/, '').replace(/\s/g, '')
  const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))
  const png = bytes[0] === 0x89 && bytes[1] === 0x50
  return new File([bytes], `${name}.${png ? 'png' : 'jpg'}`, { type: png ? 'image/png' : 'image/jpeg' })
}
