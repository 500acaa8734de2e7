/** Describes the language of filters; it is the same in every call. */
export const filterGrammar = `A condition that items must meet: \`kind = "doc" and (tags in ["a", "b"] or not
attributes.price < 20)\`. Fields: id, kind, title, url, tags, createdAt, updatedAt and attributes.NAME.
Operators: = != < <= > >= in, and, or, not. Strings are in quotes.
A list meets a comparison if one of its values does. An absent field meets only \`!=\`.
An error in a filter is answered with 422 and the column of the error`
