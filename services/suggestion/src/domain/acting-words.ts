/** Words that act at the beginning or the end of a path segment: `delete-account`, `user_logout.php`, `addToCart`. */
export const actingPhrases: readonly string[] = [
  ...['log out', 'logout', 'log off', 'logoff', 'sign out', 'signout', 'sign off', 'signoff', 'opt out', 'optout'],
  ...['add to', 'addto', 'addtocart', 'addtobasket', 'addtobag', 'addtowishlist', 'buy now', 'buynow', 'place order'],
  ...['delete', 'remove', 'destroy', 'unsubscribe', 'unfollow', 'download', 'disconnect', 'impersonate', 'magic link'],
  ...['mark read', 'mark as', 'mark all', 'set language', 'set locale', 'set currency', 'switch user', 'setlang'],
  ...['switch language', 'change language', 'change currency', 'clear cache'],
  // German, Dutch, Swedish, Danish, Norwegian, Finnish
  ...['abmelden', 'ausloggen', 'in den warenkorb', 'uitloggen', 'afmelden', 'logga ut', 'log ud', 'logg ut'],
  ...['kirjaudu ulos', 'lagg till', 'legg til', 'tilføj til'],
  // French, Spanish, Portuguese, Italian, Romanian
  ...['deconnexion', 'se deconnecter', 'se desabonner', 'ajouter au', 'desconectar', 'cerrar sesion', 'darse de baja'],
  ...['cancelar suscripcion', 'agregar al', 'anadir al', 'terminar sessao', 'encerrar sessao', 'adicionar ao'],
  ...['aggiungi al', 'disconnetti', 'deconectare', 'adauga in'],
  // Polish, Czech, Hungarian, Turkish, Indonesian, Vietnamese
  ...['wyloguj', 'do koszyka', 'odhlasit', 'do kosiku', 'kijelentkezes', 'kosarba', 'cikis yap', 'çıkış yap'],
  ...['oturumu kapat', 'sepete ekle', 'log keluar', 'dang xuat', 'đăng xuất'],
  // Russian, Ukrainian, Greek, Arabic, Hebrew
  ...[
    'в корзину',
    'до кошика',
    'αποσύνδεση',
    'تسجيل الخروج',
    'تسجيل خروج',
    'تسجيل-الخروج',
    'إلى السلة',
    'התנתק',
    'התנתקות',
  ],
  // Japanese, Chinese, Korean, Thai, Hindi
  ...[
    'ログアウト',
    'サインアウト',
    'カートに入れる',
    'カートに追加',
    '退出登录',
    '退出登錄',
    '登出',
    '注销',
    '加入购物车',
  ],
  ...['加入購物車', '로그아웃', '장바구니담기', 'ออกจากระบบ', 'लॉगआउट'],
]

/**
 * English verbs that act if they begin a segment of at most two words, or name a query parameter: `/cart/add`,
 * `?add=12`.
 */
export const actingVerbs: readonly string[] = [
  ...['accept', 'activate', 'add', 'apply', 'approve', 'ban', 'block', 'bookmark', 'cancel', 'change', 'claim'],
  ...['clear', 'close', 'confirm', 'deactivate', 'decline', 'disable', 'dl', 'downvote', 'empty', 'enable', 'execute'],
  ...['exit', 'export', 'favorite', 'favourite', 'flag', 'flush', 'follow', 'generate', 'import', 'install', 'invite'],
  ...['like', 'pay', 'publish', 'purchase', 'purge', 'rate', 'reboot', 'redeem', 'refund', 'reject', 'renew'],
  ...['reserve', 'reset', 'restart', 'restore', 'retry', 'revoke', 'save', 'send', 'share', 'shutdown', 'submit'],
  ...['subscribe', 'terminate', 'toggle', 'transfer', 'trash', 'trigger', 'undo', 'uninstall', 'unlike', 'unpublish'],
  ...['update', 'upvote', 'verify', 'vote'],
]

/** Words of other languages that act if they begin or end a segment of at most two words: `/konto-loeschen`. */
export const actingWords: readonly string[] = [
  // German, Dutch, Swedish, Danish, Norwegian, Finnish
  ...[
    'hinzufügen',
    'hinzufuegen',
    'löschen',
    'loeschen',
    'entfernen',
    'kaufen',
    'bestellen',
    'abbestellen',
    'kündigen',
  ],
  ...['kuendigen', 'stornieren', 'herunterladen', 'bestätigen', 'bestaetigen', 'toevoegen', 'verwijderen', 'kopen'],
  ...[
    'annuleren',
    'uitschrijven',
    'radera',
    'köp',
    'slet',
    'slett',
    'fjern',
    'køb',
    'kjøp',
    'poista',
    'lisää',
    'lataa',
  ],
  // French, Spanish, Portuguese, Italian, Romanian
  ...['sortir', 'ajouter', 'acheter', 'commander', 'supprimer', 'effacer', 'annuler', 'désabonner', 'télécharger'],
  ...['salir', 'agregar', 'añadir', 'comprar', 'eliminar', 'borrar', 'cancelar', 'anular', 'desuscribir', 'descargar'],
  ...['sair', 'adicionar', 'excluir', 'apagar', 'remover', 'baixar', 'esci', 'aggiungi', 'acquista', 'elimina'],
  ...['cancella', 'rimuovi', 'annulla', 'disiscriviti', 'scarica', 'iesire', 'șterge', 'adaugă', 'cumpără'],
  // Polish, Czech, Hungarian, Turkish, Indonesian, Vietnamese
  ...['dodaj', 'usuń', 'kup', 'anuluj', 'pobierz', 'přidat', 'smazat', 'odstranit', 'koupit', 'zrušit', 'stáhnout'],
  ...['kilépés', 'törlés', 'letöltés', 'hozzáad', 'çıkış', 'cikis', 'sil', 'ekle', 'iptal', 'indir', 'keluar', 'hapus'],
  ...['beli', 'unduh', 'xóa', 'mua'],
  // Russian, Ukrainian, Greek, Arabic, Hebrew
  ...['выход', 'выйти', 'добавить', 'купить', 'удалить', 'отменить', 'отписаться', 'скачать', 'вихід', 'вийти'],
  ...['додати', 'видалити', 'скасувати', 'έξοδος', 'διαγραφή', 'προσθήκη', 'λήψη', 'خروج', 'حذف', 'إضافة', 'إلغاء'],
  ...['تحميل', 'شراء', 'מחק', 'מחיקה', 'יציאה', 'הוסף', 'הורדה'],
  // Japanese, Chinese, Korean, Hindi
  ...[
    '削除',
    '購入',
    '注文',
    'キャンセル',
    '配信停止',
    'ダウンロード',
    '退出',
    '删除',
    '刪除',
    '购买',
    '購買',
    '取消',
    '退订',
  ],
  ...['退訂', '下载', '下載', '삭제', '담기', '구매', '구매하기', '취소', '구독취소', '다운로드', 'हटाएं'],
]

/** Query parameters whose value says what to do, without the punctuation of their names. */
export const commandNames: ReadonlySet<string> = new Set([
  ...['a', 'act', 'action', 'ajax', 'cmd', 'command', 'controller', 'do', 'event', 'func', 'function', 'mainpage'],
  ...['method', 'mode', 'module', 'op', 'operation', 'page', 'path', 'r', 'route', 'task', 'view', 'wcajax'],
])

/** Query parameters that hold what may be used once, such as the token of a sign-in by mail. */
export const oneTimeNames: ReadonlySet<string> = new Set([
  ...['coupon', 'csrf', 'csrftoken', 'nonce', 'onetimetoken', 'otp', 'resettoken', 'token', 'voucher', 'wpnonce'],
])
