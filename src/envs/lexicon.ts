/**
 * The words of all environments in the order of their token ids: the tokenizer's word list. Must not know what a token
 * id is.
 */
import { ENV_IDS, specOf } from './registry.ts';

/** Words that have their place for good, so that a model trained today is read alike when environments are added. */
const KNOWN = `
# % * + , - . / 0 1 2 3 4 5 6 7 8 9 : ; = _ a access again aged airplane all am answer answered apple armchair ask
at audio b ba back backpack backup bal bamboo based basket bass bath bed bedroom bench best bex bi bin binder
birthplace black blue bluetooth book born bottle bought bowl box brand brass bread bren brightness brown brush bu
buy by cabinet calendar calls camera candle canteen capital card chair charging check checked child choose chosen
city clean click clock clof close closed cloth clothing coat college color contrast cool copy cor counter country
crate cross crossed cud cup cupboard d da daily dan data description designed desk device di display dof done dotted
down downloads drawer dress dresser drim du e each easel egg electric employer everybody examine fa fair father fe
features fen fennap find fingerprint fip firm flan flash floral fo foldable folder for fork found founder frame
fridge friends from g ga gallery games ge gim glass glow go goal good gor governed graduate grandfather great green
gresk grey gruvid gu guess guided ha hamper handmade happens has hat hax headed heat heatproof heir helmet here hi
high higher hired history ho hold hole hollow home homeland hot hotspot how huge hul i ice in inventor inventory is
ja jacket jar je jeb jor ju k ka ke kel kettle key kitchen knife ko korvel krul kum l la ladder lake lamp language
laptop large le leader led left lens let letters lettuce lies light lim lived location lock log long look lopmer lor
loudness lounge low lower lu m ma make makes many marker mat match material maybe mayor me media medium memory metal
mi microphone microwave mirror mo mod modern more move mox mug mun n na nation native nav ne need network never news
next nightstand no nobody nop not notebook nothing now nu number o oak of off offers office older on once one open
or over p pa padded paddle page pan part passcode path pattern pays pe pel pemora pen pencil person phone photos
pictures pillow pim pink pitcher plain plate playback plem po poor popup position pot potato power prev principal
privacy product property pull push put quenlo quiet r ra rack racket ral rated re reach read recycled red refillable
remote reviews rewards right rises river ro roaming rof rope round ruled ruler run rustic s sa safe sarnok save
scarf school screen se search seat security sed see seems seen sells set settled sharing shelf shirt sink size skirt
small smooth so soap sofa soft sound source sponge spoon sport spot springs stackable standby stands stapler started
steel stol stool storage stove stream stretchy striped studied sturdy su subtitles sul sum sure sweater t ta table
take talvik te teapot tent that the there thing think thought tig tips to tomato tos towel town tray trev try tu tub
two u under up use va vase ve vek vibration vo voicemail volume vosk vul wa wait waiting wardrobe warm washable
watch waterproof weak weekly wen white wi wifi wimbor window wireless with wob wood word words workplace works wrong
x yal yastin yellow yem yes you zar zo zoom zud airy beaker blazer boiler c cap cleanable collapsible contemporary cord
cozy cushioned elastic f flask full h handcrafted homespun j journal jug nestable ovenproof parka pew plush portfolio
pullover q rainproof reusable rucksack shawl silent slice sliced tough upcycled w y ( ) type
`
  .trim()
  .split(/\s+/);

/** No duplicates. Words that are not known yet come last, sorted by UTF-16 code unit; a release moves them up into `KNOWN`. */
export const LEXICON: readonly string[] = [
  ...new Set([...KNOWN, ...ENV_IDS.flatMap((id) => specOf(id).words).toSorted()]),
];
