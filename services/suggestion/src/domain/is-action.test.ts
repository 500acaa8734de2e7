import { expect, it } from 'vitest'
import { isAction } from './is-action.ts'

it.each([
  ...['/logout', '/log-out', '/user/sign_out', '/users/SignOut', '/account/logoff.php', '/abmelden', '/déconnexion'],
  ...['/cart?add=12', '/cart%3Fadd=12', '/cart/add', '/cart/add-to-cart/7', '/addToCart?id=7', '/basket/add_to_basket'],
  ...['/?add-to-cart=12', '/posts/7/delete', '/delete-account', '/cart?remove=3', '/cart?remove_item=3'],
  ...['/wp-login.php?action=logout', '/index.php?do=Delete&id=1', '/?logout', '/newsletter/unsubscribe?token=x'],
  ...['/download', '/download/12', '/files/report.zip', '/export', '/export?format=csv', '/data/all.csv'],
  ...['/user_logout.php', '/doLogout', '/account-delete', '/cart?addItem=5', '/cancel-order', '/guide.pdf', '/a.mp4'],
  ...['https://shop.example/account/logout', '/orders/7/cancel', '/polls/3/vote', '/email/verify'],
  ...[
    '/salir',
    '/se-deconnecter',
    '/logga-ut',
    '/wyloguj',
    '/çıkış',
    '/выход',
    '/ログアウト',
    '/退出登录',
    '/로그아웃',
  ],
  ...['/تسجيل-الخروج', '/התנתק', '/αποσύνδεση', '/warenkorb/hinzufügen', '/panier/ajouter', '/agregar-al-carrito'],
  ...[
    '/в-корзину',
    '/カートに入れる',
    '/加入购物车',
    '/장바구니/담기',
    '/konto-löschen',
    '/supprimer/7',
    '/删除',
    '/삭제',
  ],
  ...['/index.php?route=account/logout', '/items/3?_method=delete', '/?wc-ajax=add_to_cart', '/cart.php?a=add&id=3'],
  ...['/user.logout', '/user!logout.action', '/a.pdf;v=1', '/login/magic?token=1', '/ｌｏｇｏｕｔ', '/set-language/de'],
])('%s acts', (url) => expect(isAction(url)).toBe(true))

it.each([
  ...['/', '/tea', '/account', '/basket', '/cart', '/login', '/sign-in', '/blog/logistics', '/downloads', '/addresses'],
  ...['/blog/how-to-delete-files', '/search?q=delete', '/news?page=2', '/deleted-scenes', '/add-ons-for-your-car'],
  ...['/library/salir-a-caminar-juntos', '/kaufen-in-berlin-guide', '/exit-through-the-gift-shop', '/чай/зелёный'],
  ...[
    '/search?q=удалить',
    '/お茶',
    '/products/like-new-laptop',
    '/shop?page=2&view=list',
    '/index.php?route=product/7',
  ],
  ...['/?utm_campaign=logout', '/confirmation-bias', '/100%', 'https://logout.example/tea'],
])('%s is a page to read', (url) => expect(isAction(url)).toBe(false))
