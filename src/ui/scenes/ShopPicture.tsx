/** A visit to the shop as the page the agent is on: search box, results, product. Real text, so it needs no other words. */
import type { SceneProduct, ShopScene } from '../../envs/shop/scene.ts';
import { percent } from '../format.ts';
import styles from './ShopPicture.module.css';
import site from './site.module.css';

const PLACE: Readonly<Record<ShopScene['page'], string>> = {
  search: 'Search',
  results: 'Results',
  item: 'Product',
  features: 'Product: features',
  description: 'Product: description',
  reviews: 'Product: reviews',
  done: 'Bought',
};

export function ShopPicture({ scene }: { scene: ShopScene }) {
  const { page, query, pageNumber, pageCount, resultCount, rows, product, rating, options, note, bought } = scene;
  return (
    <div className={site.site}>
      <p className={styles.bar}>
        <b>{PLACE[page]}</b>
        <span className={site.query}>{query.join(' ') || 'nothing searched yet'}</span>
        {page === 'results' && (
          <span>
            {resultCount} found, page {pageNumber} of {pageCount}
          </span>
        )}
      </p>
      {rows.length > 0 && (
        <ol className={styles.rows}>
          {rows.map((row) => (
            <li key={row.code}>
              <Product product={row} />
              {row.known && <small className={styles.seen}>seen</small>}
            </li>
          ))}
        </ol>
      )}
      {product && page !== 'results' && (
        <div className={styles.product}>
          <p>
            <Product product={product} /> {'★'.repeat(rating)}
            <span className="visually-hidden">{rating} stars</span>
          </p>
          {options.map(({ name, values }) => (
            <p key={name} className={styles.options}>
              {name}:
              {values.map((value) => (
                <span key={value.name} data-chosen={value.chosen} data-wanted={value.wanted}>
                  {value.name}
                  {value.chosen && <span className="visually-hidden"> (chosen)</span>}
                  {value.wanted && <span className="visually-hidden"> (wanted)</span>}
                </span>
              ))}
            </p>
          ))}
          {note && <p>{note}</p>}
          {bought && (
            <p>
              Meets {percent(bought.score)} of what was asked: attributes {percent(bought.attributes)}, options{' '}
              {percent(bought.options)}, price {percent(bought.price)}
              {bought.type === 0 && ', but it is another kind of thing'}.
            </p>
          )}
        </div>
      )}
    </div>
  );
}

function Product({ product: { code, title, price, known, suits } }: { product: SceneProduct }) {
  return (
    <span className={styles.title} data-suits={suits} data-known={known}>
      <code>{code}</code> {title} · ${price}
      {suits && <span className="visually-hidden"> (suits the task)</span>}
    </span>
  );
}
