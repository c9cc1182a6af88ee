/** Why a run has several seeds. */
export default function SeedWords() {
  return (
    <>
      <p>
        The same settings with other random numbers, one seed after the other. Their mean, and a band from the lowest to
        the highest, tell what was learned from what was luck.
      </p>
      <p>
        Each seed begins with the settings that the first began with. What you move while one trains holds for that
        seed, which is then left out of the mean. In lessons and in a frame one seed is trained.
      </p>
    </>
  );
}
