// What is said when the server could not say it itself: no connection, no answer, a proxy's page.
import { fill, locale } from './i18n'
import type { Args, Catalogue } from './i18n'

const zh = {
  offline: '网络不通，请检查手机网络后再试。',
  unreachable: '连不上服务器，请稍后再试。',
  timeout: '等了太久没有回应，请稍后再试。',
  tooLarge: '内容太大，服务器没有接收。',
  tooMany: '操作太频繁，请稍等一会儿再试。',
  serverDown: '服务器暂时无法处理，请稍后再试。',
  unknown: '出了点问题，请再试一次；仍不行请拨打热线。',
  photoEmpty: '这个文件是空的，请换一张照片。',
  photoTooLarge: '「{name}」有 {size} MB，最大可传 {max} MB，请换一张小一点的。',
  photoType: '「{name}」不是可用的照片格式，请选用 {types}。',
  photoGone: '有一张照片没能存进手机，页面关闭后丢失了。请打开修改，去掉或重拍这张照片再发。',
  photoTooMany: '最多 {max} 张照片，多出的 {n} 张没有加入。',
}
const en: Catalogue<typeof zh> = {
  offline: 'No connection. Check your network and try again.',
  unreachable: 'The server cannot be reached. Try again in a moment.',
  timeout: 'No answer for too long. Try again in a moment.',
  tooLarge: 'Too large: the server did not take it.',
  tooMany: 'Too many attempts. Please wait a moment.',
  serverDown: 'The server cannot do this just now. Try again in a moment.',
  unknown: 'Something went wrong. Please try again, or call the hotline.',
  photoEmpty: 'This file is empty. Please choose another photo.',
  photoTooLarge: '“{name}” has {size} MB; at most {max} MB can be sent. Choose a smaller one.',
  photoType: '“{name}” is not a picture we can read. Use {types}.',
  photoGone: 'One photo could not be kept in the phone and was lost when the page closed. Open it, remove or retake that photo, and send again.',
  photoTooMany: 'At most {max} photos; one was left out.|At most {max} photos; {n} were left out.',
}

export function say(key: keyof typeof zh, args?: Args): string {
  return fill(locale.value === 'zh' ? zh[key] : en[key], args)
}
