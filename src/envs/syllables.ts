/** Syllables that names are made of: two to a name, so that copying one is a skill and not a matter of knowing it. Our own. */
export const FIRST_SYLLABLES: readonly string[] = (
  'ba bi bu da di du fa fe fo ga ge gu ha hi ho ja je ju ka ke ko la le lu ' +
  'ma mi mo na ne nu pa pe po ra re ro sa se su ta te tu va ve vo wa wi zo'
).split(' ');
export const LAST_SYLLABLES: readonly string[] = (
  'bal bex cor cud dan dof fen fip gim gor hul hax jor jeb kel kum lor lim mun mox nav nop pim pel ' +
  'ral rof sed sul tos tig vul vek wen wob yal yem zar zud bren clof drim flan gresk krul plem stol trev vosk'
).split(' ');

export const SYLLABLES: readonly string[] = [...FIRST_SYLLABLES, ...LAST_SYLLABLES];
