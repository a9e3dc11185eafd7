import { describe, expect, it } from 'vitest'
import { fileOfLocal } from './wechat-photo'

describe('a photo that WeChat gives', () => {
  const jpeg = btoa('\xff\xd8\xff\xe0 picture')
  const png = btoa('\x89PNG picture')

  it('is the same with or without a head, and with line ends', async () => {
    for (const data of [jpeg, `data:image/jgp;base64,${jpeg}`, jpeg.replace(/(.{4})/g, '$1\n')]) {
      const file = fileOfLocal(data, 'one')
      expect([file.name, file.type, file.size]).toEqual(['one.jpg', 'image/jpeg', 12])
    }
  })

  it('is what its first bytes say, whatever its head says', () => {
    expect(fileOfLocal(`data:image/jpeg;base64,${png}`, 'two')).toMatchObject({ name: 'two.png', type: 'image/png' })
  })
})
