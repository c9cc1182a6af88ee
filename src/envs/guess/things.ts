/**
 * The fixed table of 20 questions: things of a home and what is true of them. A table of our own judgement; what matters is that
 * no two things agree in everything (a test checks it) and that it never changes.
 */

export const PROPERTIES = [
  'small',
  'soft',
  'metal',
  'kitchen',
  'round',
  'hollow',
  'wood',
  'long',
  'electric',
  'glass',
] as const;
export type Property = (typeof PROPERTIES)[number];

/** Thing, then what is true of it. The first 32 differ in the first eight properties already. */
const TABLE = `
apple small kitchen round
bread soft kitchen long
egg small kitchen
lettuce soft kitchen round
fork small metal kitchen long
knife metal kitchen long
pan metal kitchen round
pot metal kitchen round hollow
cup small kitchen hollow
bottle kitchen hollow long
cabinet kitchen hollow wood
stool kitchen round wood
ladder long wood
pencil small wood long
bin metal hollow
vase hollow long
chair wood
wardrobe hollow wood long
ruler small long
pen small metal long
key small metal
box hollow
drawer hollow wood
candle small round
soap small
sponge small soft
towel soft
scarf soft long
pillow soft round
backpack soft hollow
hat soft round hollow
sofa soft wood long
laptop metal electric
phone small metal electric glass
remote small long electric
clock round electric
lamp metal long electric
stove metal kitchen electric
fridge metal kitchen hollow long electric
microwave metal kitchen hollow electric glass
kettle metal kitchen round hollow electric
screen electric glass long
mirror glass
watch small metal round glass
jar small kitchen round hollow glass
bowl kitchen round hollow
plate kitchen round
table kitchen wood long
desk hollow wood metal
bed soft wood long metal
rope soft long small
tent soft metal hollow
dress soft hollow long
coat soft hollow long metal
helmet round hollow
basket hollow wood round
shelf wood long metal
spoon small metal kitchen long round
tomato small soft kitchen round
potato kitchen
card small wood soft
notebook wood soft
marker small hollow long
window wood glass
`;

export interface Thing {
  readonly name: string;
  /** Bit p: PROPERTIES[p] is true of it. */
  readonly properties: number;
}

export const THINGS: readonly Thing[] = TABLE.trim()
  .split('\n')
  .map((line) => {
    const [name, ...properties] = line.split(' ');
    return {
      name: name!,
      properties: properties.reduce((set, p) => set | (1 << PROPERTIES.indexOf(p as Property)), 0),
    };
  });
