/**
 * What the law says to the parties before it begins: the words of the 告知书, article by article. Nothing is added to them.
 * Chinese whatever the phone speaks: this text is read out, printed and signed.
 */

export interface RightsPart {
  readonly heading: string;
  readonly points: readonly string[];
}

/** @rule MED-3 by free will and as equals, within the law, and no other way is barred by it. */
const principles = (): RightsPart => ({
  heading: "一、人民调解委员会调解民间纠纷，应当遵循下列原则",
  points: [
    "（一）在当事人自愿、平等的基础上进行调解；",
    "（二）不违背法律、法规和国家政策；",
    "（三）尊重当事人的权利，不得因调解而阻止当事人依法通过仲裁、行政、司法等途径维护自己的权利。",
  ],
});

/** @rule MED-23 choose the mediator, refuse or end it, open or closed, speak and settle of one's own will. */
const rights = (): RightsPart => ({
  heading: "二、当事人在人民调解活动中享有下列权利",
  points: [
    "（一）选择或者接受人民调解员；",
    "（二）接受调解、拒绝调解或者要求终止调解；",
    "（三）要求调解公开进行或者不公开进行；",
    "（四）自主表达意愿、自愿达成调解协议。",
  ],
});

/** @rule MED-24 say what is true, keep order, respect the mediator and the other side. */
const duties = (): RightsPart => ({
  heading: "三、当事人在人民调解活动中履行下列义务",
  points: ["（一）如实陈述纠纷事实；", "（二）遵守调解现场秩序，尊重人民调解员；", "（三）尊重对方当事人行使权利。"],
});

/** @rule MED-31B an agreement binds; both may ask the court within thirty days to confirm it. */
const force = (): RightsPart => ({
  heading: "四、调解协议的效力和司法确认",
  points: [
    "经人民调解委员会调解达成的调解协议，具有法律约束力，当事人应当按照约定履行。双方当事人认为有必要的，可以自调解协议生效之日起三十日内共同向人民法院申请司法确认。",
  ],
});

/** @rule MED-4 it costs nothing. */
const free = (): RightsPart => ({
  heading: "五、收费",
  points: ["人民调解委员会调解民间纠纷，不收取任何费用。"],
});

/** In the order of the form. */
export const RIGHTS_PARTS: readonly RightsPart[] = [principles(), rights(), duties(), force(), free()];
