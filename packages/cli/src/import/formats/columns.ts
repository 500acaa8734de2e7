/** The names of each field of an event in exports, in order of preference, in lower case and without punctuation. */
export const eventColumns = {
  item: [
    ...['itemid', 'parentasin', 'asin', 'productid', 'movieid', 'articleid', 'trackid', 'songid', 'videoid', 'bookid'],
    ...['newsid', 'gameid', 'contentid', 'postid', 'docid', 'documentid', 'pageid', 'animeid', 'recipeid', 'isbn'],
    ...[
      'businessid',
      'jobid',
      'courseid',
      'appid',
      'artistid',
      'listingid',
      'item',
      'product',
      'sku',
      'pagepath',
      'page',
    ],
  ],
  session: ['sessionid', 'usersession', 'visitid', 'sessid', 'session', 'gasessionid', 'visit'],
  user: [
    ...['userid', 'visitorid', 'customerid', 'reviewerid', 'clientid', 'memberid', 'accountid', 'profileid', 'uid'],
    ...['userpseudoid', 'anonymousid', 'shopperid', 'buyerid', 'user', 'visitor', 'customer'],
  ],
  time: [
    ...['timestamp', 'occurredat', 'eventtime', 'eventtimestamp', 'unixreviewtime', 'datetime', 'createdat', 'time'],
    ...['ts', 'eventdate', 'visitedat', 'viewedat', 'date', 'reviewtime', 'unixtime'],
  ],
  type: ['type', 'eventtype', 'feedbacktype', 'event', 'eventname', 'action', 'actiontype', 'behavior', 'behaviortype'],
  value: ['value', 'rating', 'overall', 'score'],
} as const

export type EventField = keyof typeof eventColumns

/** The names of each field of an item, likewise. */
export const itemColumns = {
  id: [
    ...[
      'id',
      'itemid',
      'handle',
      'parentasin',
      'asin',
      'productid',
      'sku',
      'movieid',
      'articleid',
      'trackid',
      'songid',
    ],
    ...['videoid', 'bookid', 'newsid', 'gameid', 'docid', 'documentid', 'pageid', 'animeid', 'recipeid', 'isbn'],
  ],
  title: ['title', 'name', 'productname', 'producttitle', 'itemname', 'headline', 'booktitle', 'productdisplayname'],
  text: [
    ...['text', 'description', 'bodyhtml', 'body', 'content', 'abstract', 'overview', 'summary', 'shortdescription'],
    ...['productdescription', 'detaildesc', 'plot'],
  ],
  tags: ['tags', 'genres', 'categories', 'keywords', 'category', 'productcategory', 'labels'],
  kind: ['kind', 'type', 'producttype'],
  url: ['url', 'link', 'permalink', 'producturl'],
} as const

export type ItemField = keyof typeof itemColumns
