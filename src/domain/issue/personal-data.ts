/** Numbers that point at a person: ID cards, phones, car plates. Emergency and service numbers are not personal. */
const ID_CARD = /(^|\D)\d{17}[\dXx](?!\d)/;
const MOBILE = /(^|\D)1[3-9]\d{9}(?!\d)/;
const PLATE = /[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·\s]?[A-Z0-9]{5,6}/;

/** Does the text hold an ID-card number, a mobile number or a plate? */
export const findsPersonalData = (text: string): boolean => ID_CARD.test(text) || MOBILE.test(text) || PLATE.test(text);
