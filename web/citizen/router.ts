// Addresses of the citizen's pages. A case's secret stands only in the fragment, which no server sees.
import { createRouter, createWebHistory } from 'vue-router'
import HomePage from './pages/HomePage.vue'
import type { Key } from './words'

declare module 'vue-router' {
  interface RouteMeta {
    title: Key
  }
}

export const router = createRouter({
  history: createWebHistory('/'),
  scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? false : { top: 0 }),
  routes: [
    { path: '/', component: HomePage, meta: { title: 'homeTitle' } },
    { path: '/report', component: () => import('./pages/ReportPage.vue'), meta: { title: 'report' } },
    { path: '/sent/:number(\\d{13})', component: () => import('./pages/SentPage.vue'), meta: { title: 'sentTitle' } },
    { path: '/mine', component: () => import('./pages/MinePage.vue'), meta: { title: 'mine' } },
    { path: '/find', component: () => import('./pages/FindPage.vue'), meta: { title: 'find' } },
    { path: '/help/:article?', component: () => import('./pages/HelpPage.vue'), meta: { title: 'help' } },
    { path: '/t/:number', component: () => import('./pages/TrackPage.vue'), meta: { title: 'trackTitle' } },
    { path: '/m/:token', component: () => import('./pages/MailLinkPage.vue'), meta: { title: 'confirmTitle' } },
    { path: '/u/:token', component: () => import('./pages/MailLinkPage.vue'), meta: { title: 'leaveTitle' } },
    { path: '/public', component: () => import('./pages/PublicPage.vue'), meta: { title: 'publicTitle' } },
    { path: '/public/alerts', component: () => import('./pages/AlertPage.vue'), meta: { title: 'alertTitle' } },
    { path: '/a/:token', component: () => import('./pages/AlertNewsPage.vue'), meta: { title: 'alertNews' } },
    { path: '/public/:number(\\d{13})', component: () => import('./pages/PublicCasePage.vue'), meta: { title: 'publicCase' } },
    { path: '/r/:token', component: () => import('./pages/RatePage.vue'), meta: { title: 'rateTitle' } },
    { path: '/:rest(.*)*', component: () => import('./pages/LostPage.vue'), meta: { title: 'lostTitle' } },
  ],
})
