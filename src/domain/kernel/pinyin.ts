/**
 * How Chinese words are typed by their sound: 叠彩 is found by "diecai" and by "dc". Nothing but the order that every
 * browser has for Chinese (by sound) and the first character of each syllable in it; where that order is missing,
 * words are found as they are written only.
 */

/** Each syllable of Mandarin without its tone, ü as v, with the first character that is read so. */
const SYLLABLES =
  "a吖ai哎an安ang肮ao凹ba丷bai挀ban扳bang邦bao勹bei卑ben奔beng伻bi屄bian边biao标bie憋bin汃bing冫bo癶bu卜ca擦cai偲can参cang仓" +
  "cao撡ce冊cen嵾ceng噌cha叉chai芆chan辿chang伥chao抄che车chen抻cheng阷chi吃chong充chou抽chu出chuai揣chuan巛chuang刅" +
  "chui吹chun旾chuo逴ci呲cong匆cou凑cu粗cuan汆cui崔cun邨cuo搓da咑dai呆dan丹dang当dao刀de嘚den扥deng灯di氐dia嗲dian敁diao刁" +
  "die爹ding丁diu丟dong东dou吺du厾duan偳dui垖dun吨duo多e妸ei诶en奀eng鞥er儿fa发fan帆fang匚fei飞fen分feng丰fo仏fou紑fu夫ga旮" +
  "gai侅gan甘gang冈gao皋ge戈gei给gen根geng刯gong工gou勾gu估gua瓜guai乖guan关guang光gui归gun丨guo呙ha哈hai咍han佄hang夯" +
  "hao茠he诃hei黒hen拫heng亨hong叿hou齁hu乎hua花huai怀huan欢huang巟hui灰hun昏huo吙ji讥jia加jian戋jiang江jiao艽jie阶jin巾" +
  "jing坕jiong冂jiu丩ju凥juan姢jue噘jun军ka咔kai开kan刊kang忼kao尻ke匼kei剋ken肎keng劥kong空kou抠ku刳kua夸kuai蒯kuan宽" +
  "kuang匡kui亏kun坤kuo扩la垃lai来lan兰lang啷lao捞le仂lei雷leng塄li哩lia俩lian奁liang良liao撩lie毟lin拎ling伶liu溜long龙" +
  "lou瞜lu噜lv驴luan娈lve掠lun抡luo啰ma妈mai埋man嫚mang牤mao猫me嚒mei坆men椚meng擝mi咪mian宀miao喵mie吀min民ming名miu谬mo摸" +
  "mou哞mu毪na拏nai腉nan囡nang囔nao孬ne疒nei娞nen恁ni妮nian拈niang娘niao鸟nie捏nin囜ning宁niu妞nong农nou羺nu奴nv女nuan奻" +
  "nve疟nuo挪o噢ou讴pa妑pai拍pan眅pang乓pao抛pei呸pen喷peng匉pi丕pian囨piao剽pie氕pin姘ping乒po钋pou剖pu仆qi七qia掐qian千" +
  "qiang呛qiao悄qie苆qin亲qing靑qiong卭qiu丘qu区quan奍que炔qun夋ran呥rang穣rao娆re惹ren人reng扔ri日rong戎rou禸ru邚ruan堧" +
  "rui桵run闰ruo捼sa仨sai毢san三sang桒sao掻se閪sen森seng僧sha杀shai筛shan山shang伤shao弰she奢shen申sheng升shi尸shou収" +
  "shu书shua刷shuai衰shuan闩shuang双shui脽shun吮shuo说si厶song忪sou凁su苏suan狻sui夊sun孙suo唆ta他tai囼tan坍tang汤tao夲" +
  "te忑teng熥ti剔tian天tiao旫tie帖ting厅tong炵tou偷tu凸tuan湍tui推tun吞tuo乇wa屲wai歪wan弯wang尢wei危wen昷weng翁wo挝wu乌" +
  "xi夕xia呷xian仙xiang乡xiao灱xie些xin心xing星xiong凶xiu休xu吁xuan吅xue疶xun坃ya丫yan恹yang央yao幺ye倻yi一yin囙ying应yo哟" +
  "yong佣you优yu込yuan囦yue曰yun晕za帀zai災zan兂zang匨zao傮ze则zei贼zen怎zeng囎zha扎zhai夈zhan枬zhang张zhao佋zhe蜇zhen贞" +
  "zheng凧zhi之zhong中zhou州zhu朱zhua抓zhuai跩zhuan专zhuang妆zhui隹zhun宒zhuo拙zi孜zong宗zou邹zu租zuan钻zui厜zun尊zuo嘬";

/** Also read so, in names of places and people, beside what the order takes for the sound. */
const ALSO =
  "长chang重chong行hang厦xia能neng谁shei翟zhai调tiao幢zhuang弹tan拓tuo埔pu泊bo桔ju粘nian栅shan剥bao仔zai爪zhua茄qie" +
  "乐yue曾zeng朝zhao藏zang盖ge仇qiu查zha佛fo削xue牟mu";

const HAN = /[\u4e00-\u9fff]/;

interface Sound {
  readonly usual: string;
  readonly other: string;
}

interface Order {
  /** Syllables, then the first characters that are read so, in the same order. */
  readonly names: readonly string[];
  readonly firsts: readonly string[];
  readonly also: ReadonlyMap<string, string>;
  readonly compare: (a: string, b: string) => number;
}

function openOrder(): Order | null {
  const pairs = [...SYLLABLES.matchAll(/([a-z]+)([^a-z])/g)];
  const firsts = pairs.map((pair) => pair[2] ?? "");
  const { compare } = new Intl.Collator("zh");
  const isBySounds = firsts.every((first, i) => i === 0 || compare(firsts[i - 1] ?? "", first) < 0);
  if (!isBySounds) return null;
  const also = new Map([...ALSO.matchAll(/([^a-z])([a-z]+)/g)].map((pair) => [pair[1] ?? "", pair[2] ?? ""]));
  return { names: pairs.map((pair) => pair[1] ?? ""), firsts, also, compare };
}

function lookUp({ names, firsts, also, compare }: Order, char: string): Sound {
  if (!HAN.test(char)) return { usual: char.trim(), other: char.trim() };
  let low = 0;
  let high = firsts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compare(firsts[middle] ?? "", char) <= 0) low = middle + 1;
    else high = middle;
  }
  const usual = names[low - 1] ?? char;
  return { usual, other: also.get(char) ?? usual };
}

/** Gives for a text all that somebody may type for its sound: whole syllables, first letters, and both once more for other readings. */
export type SoundsOf = (text: string) => string;

/** Opens the order once; what it answers is cheap after that. */
export function createSoundsOf(): SoundsOf {
  const order = openOrder();
  if (order === null) return () => "";
  // A district has a few thousand different characters, and ten thousand names made of them.
  const known = new Map<string, Sound>();
  const soundOf = (char: string): Sound => {
    const before = known.get(char);
    if (before !== undefined) return before;
    const sound = lookUp(order, char);
    known.set(char, sound);
    return sound;
  };
  return (text) => {
    const small = text.toLowerCase();
    let full = "";
    let first = "";
    let differs = false;
    for (let i = 0; i < small.length; i++) {
      const { usual, other } = soundOf(small.charAt(i));
      full += usual;
      first += usual.charAt(0);
      differs ||= usual !== other;
    }
    if (!differs) return `${full}\n${first}`;
    const others = Array.from(small, (char) => soundOf(char).other);
    return [full, first, others.join(""), others.map((other) => other.charAt(0)).join("")].join("\n");
  };
}

/** Typed by sound: latin letters, and figures among them. */
export const isBySound = (typed: string): boolean => /^(?=.*[a-z])[a-z0-9]+$/.test(typed);
