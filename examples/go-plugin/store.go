package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"log"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	iradix "github.com/hashicorp/go-immutable-radix/v2"
	bolt "go.etcd.io/bbolt"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	pb "example.com/holdfast-bbolt/storepb"
)

// Most commits, and most bytes of them, that share one bolt transaction; most rows that one cuts.
const (
	groupCommits = 1_024
	groupBytes   = 8 << 20
	cutRows      = 1_000
)

// The buckets of the file, and the rows of meta.
var (
	bucketMeta     = []byte("meta")
	bucketEntries  = []byte("entries")  // key -> KeyValue
	bucketLog      = []byte("log")      // revision -> fingerprint, revision + key -> Event with its prev
	bucketOutcomes = []byte("outcomes") // revision + name of a commit -> hash, revision, deleted

	keyRevision, keyCompactRevision, keyHistoryID = []byte("revision"), []byte("compact_revision"), []byte("history_id")
)

// store keeps everything in a bolt file and the present state in memory as well.
//
// One goroutine writes. It gathers the commits that wait, judges each on top of those before it, writes
// them in one bolt transaction, and shows the new state when the disk has it: nobody ever sees a
// revision that a crash could take back.
type store struct {
	limits
	db       *bolt.DB
	history  string
	head     atomic.Pointer[state]
	outcomes map[string]outcome // of named commits; the writer's own
	queue    chan *attempt
	life     sync.RWMutex // orders sends to queue before its close
	closed   chan struct{}
	done     chan struct{}
	news     atomic.Pointer[chan struct{}] // closed, and replaced, with each new state
	txns     *txnTable
	watches  atomic.Int64
}

// attempt is a commit that waits for its turn.
type attempt struct {
	ctx       context.Context
	name      string // makes it repeatable; empty: it is not
	hash      []byte // tells another content under the same name
	fence     bool   // only asks what became of the name, and sees to it that nothing will
	base      state  // as reads saw it
	reads     []interval
	checks    []*pb.Check
	mutations []*pb.Mutation
	answer    chan outcome
}

// outcome is what an attempt came to; of a commit that changed nothing, revision is 0.
type outcome struct {
	hash                    []byte
	revision, head, deleted uint64
	err                     error
}

// row is a change of the file; a nil value deletes.
type row struct{ bucket, key, value []byte }

func uint64Key(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }

// logKey is where the log has a key's event of a revision; without a key, the revision's fingerprint.
func logKey(revision uint64, key []byte) []byte { return append(uint64Key(revision), key...) }

func splitLogKey(k []byte) (revision uint64, key []byte) { return binary.BigEndian.Uint64(k), k[8:] }

func openStore(path string, l limits) (*store, error) {
	db, err := bolt.Open(path, 0o600, &bolt.Options{Timeout: 5 * time.Second, FreelistType: bolt.FreelistMapType, NoFreelistSync: true})
	if err != nil {
		return nil, refuse("BAD_OPTION", "the file "+path+" cannot be opened: "+err.Error(), "option", optionPath)
	}
	s := &store{limits: l, db: db, outcomes: map[string]outcome{}, queue: make(chan *attempt, l.MaxQueuedWrites),
		closed: make(chan struct{}), done: make(chan struct{}), txns: newTxnTable(l)}
	news := make(chan struct{})
	s.news.Store(&news)
	if err := errors.Join(db.Update(s.load), syncFolder(filepath.Dir(path))); err != nil {
		return nil, errors.Join(refuse("NOT_APPLIED", "the file "+path+" cannot be read: "+err.Error()), db.Close())
	}
	go s.run()
	return s, nil
}

// load reads the file into memory, and makes its buckets if it is new.
func (s *store) load(tx *bolt.Tx) error {
	for _, name := range [][]byte{bucketMeta, bucketEntries, bucketLog, bucketOutcomes} {
		if _, err := tx.CreateBucketIfNotExists(name); err != nil {
			return err
		}
	}
	meta := tx.Bucket(bucketMeta)
	if meta.Get(keyHistoryID) == nil {
		err := errors.Join(meta.Put(keyHistoryID, []byte(randomHex(16))),
			meta.Put(keyRevision, uint64Key(0)), meta.Put(keyCompactRevision, uint64Key(0)))
		if err != nil {
			return err
		}
	}
	s.history = string(meta.Get(keyHistoryID))
	entries := iradix.New[*pb.KeyValue]().Txn()
	err := tx.Bucket(bucketEntries).ForEach(func(key, raw []byte) error {
		kv := &pb.KeyValue{}
		entries.Insert(bytes.Clone(key), kv)
		return proto.Unmarshal(raw, kv)
	})
	s.head.Store(&state{binary.BigEndian.Uint64(meta.Get(keyRevision)), entries.Commit()})
	return errors.Join(err, tx.Bucket(bucketOutcomes).ForEach(func(k, v []byte) error {
		_, name := splitLogKey(k)
		s.outcomes[string(name)] = decodeOutcome(bytes.Clone(v))
		return nil
	}))
}

// encode returns the outcome's row; that of a name that will never be committed is empty.
func (o outcome) encode() []byte {
	if o.revision == 0 {
		return []byte{}
	}
	return slices.Concat(o.hash, uint64Key(o.revision), uint64Key(o.deleted))
}

func decodeOutcome(v []byte) outcome {
	if len(v) == 0 {
		return outcome{}
	}
	revision := binary.BigEndian.Uint64(v[16:])
	return outcome{hash: v[:16], revision: revision, head: revision, deleted: binary.BigEndian.Uint64(v[24:])}
}

// syncFolder sees to it that a file that is new is found after a crash.
func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

// close ends watches, refuses new writes, and returns when those that wait are written.
func (s *store) close() error {
	s.life.Lock()
	close(s.closed)
	close(s.queue)
	s.life.Unlock()
	<-s.done
	return s.db.Close()
}

func (s *store) header(revision uint64) *pb.Header {
	return &pb.Header{Revision: revision, HistoryId: s.history}
}

// commit hands an attempt to the writer and waits for what it comes to.
func (s *store) commit(a *attempt) outcome {
	a.answer = make(chan outcome, 1)
	s.life.RLock()
	select {
	case <-s.closed:
		a.answer <- outcome{err: refuse("NOT_APPLIED", "the store is closed")}
	default:
		select {
		case s.queue <- a:
		default:
			a.answer <- outcome{err: refuse("NOT_APPLIED", "too many writes wait; try again later")}
		}
	}
	s.life.RUnlock()
	return <-a.answer
}

// run writes what comes, and keeps house in between.
func (s *store) run() {
	defer close(s.done)
	history := &retention{bucket: bucketLog, keep: millis(s.HistoryRetentionMs)}
	outcomes := &retention{bucket: bucketOutcomes, keep: millis(s.OutcomeRetentionMs)}
	ticker := time.NewTicker(min(max(history.keep/20, 10*time.Millisecond), millis(s.MinLeaseMs), time.Second))
	defer ticker.Stop()
	for {
		select {
		case a, open := <-s.queue:
			if !open {
				return
			}
			s.write(s.gather(a))
		case now := <-ticker.C:
			s.txns.sweep(now)
			s.cut(history, now)
			s.cut(outcomes, now)
		}
	}
}

// gather returns an attempt and those that wait behind it; nobody waits for company.
func (s *store) gather(a *attempt) []*attempt {
	group, bytes := []*attempt{a}, size(a.checks, a.mutations)
	for len(group) < groupCommits && bytes < groupBytes {
		select {
		case a, open := <-s.queue:
			if !open {
				return group
			}
			group, bytes = append(group, a), bytes+size(a.checks, a.mutations)
		default:
			return group
		}
	}
	return group
}

// write judges a group of attempts, writes what they change in one bolt transaction, and answers.
func (s *store) write(group []*attempt) {
	work := *s.head.Load()
	answers := make([]outcome, len(group))
	var rows []row
	var names []string
	for i, a := range group {
		var more []row
		answers[i], more = s.judge(&work, a)
		if len(more) > 0 && a.name != "" {
			kept := answers[i]
			kept.err = nil
			s.outcomes[a.name], names = kept, append(names, a.name)
			more = append(more, row{bucketOutcomes, logKey(work.revision, []byte(a.name)), kept.encode()})
		}
		rows = append(rows, more...)
	}
	if len(rows) > 0 {
		if err := s.put(append(rows, row{bucketMeta, keyRevision, uint64Key(work.revision)})); err != nil {
			for _, name := range names {
				delete(s.outcomes, name)
			}
			work = *s.head.Load()
			for i := range answers {
				answers[i] = outcome{err: err}
			}
		}
	}
	if work.revision > s.head.Load().revision {
		s.head.Store(&work)
		news := make(chan struct{})
		close(*s.news.Swap(&news))
	}
	for i, a := range group {
		a.answer <- answers[i]
	}
}

// put writes rows in one bolt transaction. If it cannot be told whether the disk has them, the program
// ends: its callers learn that the outcome is unknown, and the next start reads what is there.
func (s *store) put(rows []row) error {
	err := s.db.Update(func(tx *bolt.Tx) error {
		for _, r := range rows {
			if r.value == nil {
				if err := tx.Bucket(r.bucket).Delete(r.key); err != nil {
					return err
				}
			} else if err := tx.Bucket(r.bucket).Put(r.key, r.value); err != nil {
				return err
			}
		}
		return nil
	})
	if errors.Is(err, syscall.ENOSPC) { // bolt has not come to the page that makes the commit valid
		return refuse("NO_SPACE", err.Error())
	} else if err != nil {
		log.Fatalf("the file cannot be written: %v", err)
	}
	return nil
}

// judge returns what an attempt comes to on top of the work before it, and the rows that it changes.
func (s *store) judge(work *state, a *attempt) (outcome, []row) {
	if err := a.ctx.Err(); err != nil {
		return outcome{err: status.FromContextError(err).Err()}, nil // nobody waits for it: it is dropped
	}
	if known, ok := s.outcomes[a.name]; ok {
		switch {
		case known.revision == 0:
			return outcome{err: unknown(a.name[1:])}, nil
		case a.hash != nil && !bytes.Equal(a.hash, known.hash):
			return outcome{err: usedBefore(a.name[1:])}, nil
		}
		return known, nil
	}
	if a.fence {
		return outcome{err: unknown(a.name[1:])}, []row{{bucketMeta, keyRevision, uint64Key(work.revision)}}
	}
	for _, in := range a.reads {
		if !same(a.base, *work, in) {
			return outcome{err: refuse("CONFLICT", "what the transaction read was changed since; run it again",
				"revision", strconv.FormatUint(work.revision, 10))}, nil
		}
	}
	for _, check := range a.checks {
		if kv := work.get(check.Key); !holds(check.Precondition, kv) {
			return outcome{err: refuse("PRECONDITION_FAILED",
				fmt.Sprintf("key %q is at mod revision %d (0: absent); expected was {%v}", check.Key, kv.GetModRevision(), check.Precondition),
				"current_mod_revision", strconv.FormatUint(kv.GetModRevision(), 10), "key", base64.StdEncoding.EncodeToString(check.Key))}, nil
		}
	}
	return s.change(work, a)
}

// change applies an attempt's mutations to the work before it.
func (s *store) change(work *state, a *attempt) (outcome, []row) {
	next := state{work.revision + 1, work.entries}
	changed, deleted, bytes := map[string]bool{}, 0, 0
	for _, m := range a.mutations {
		keys, err := next.apply(m, next.revision, s.limits)
		if err != nil {
			return outcome{err: err}, nil
		}
		if m.GetPut() == nil {
			deleted += len(keys)
		}
		for _, key := range keys {
			changed[string(key)] = true
		}
	}
	rows := []row{{bucketLog, logKey(next.revision, nil), randomBytes(8)}}
	for _, key := range slices.Sorted(maps.Keys(changed)) {
		key := []byte(key)
		event := difference(key, work.get(key), next.get(key), next.revision)
		if event == nil {
			continue
		}
		logged, entry := encode(event), []byte(nil)
		if event.Type == pb.Event_PUT {
			entry = encode(event.Kv)
		}
		rows = append(rows, row{bucketLog, logKey(next.revision, key), logged}, row{bucketEntries, key, entry})
		if bytes += len(logged); bytes > int(s.MaxRevisionBytes) {
			return outcome{err: tooLarge("TXN_TOO_LARGE", "the size of keys, values and replaced values", bytes, int(s.MaxRevisionBytes))}, nil
		}
	}
	if len(rows) == 1 {
		return outcome{head: work.revision}, nil
	}
	*work = next
	return outcome{hash: a.hash, revision: next.revision, head: next.revision, deleted: uint64(deleted)}, rows
}

func unknown(id string) error {
	return refuse("TXN_UNKNOWN", "no transaction "+id+" is open: it is not committed and never will be")
}

func encode(m proto.Message) []byte {
	raw, err := proto.Marshal(m)
	if err != nil {
		panic(err) // of invalid UTF-8 only, and no message here has strings
	}
	return raw
}

// digest tells two requests under one id apart.
func digest(m proto.Message) []byte {
	raw, _ := proto.MarshalOptions{Deterministic: true}.Marshal(m) // decoded a moment ago: it can be encoded
	sum := sha256.Sum256(append([]byte(m.ProtoReflect().Descriptor().Name()), raw...))
	return sum[:16]
}

func randomBytes(n int) []byte {
	b := make([]byte, n)
	rand.Read(b) // never fails
	return b
}

func randomHex(n int) string { return hex.EncodeToString(randomBytes(n)) }

// retention tells when a bucket's rows have been kept long enough, by this process's own clock: after a
// start everything is kept for a whole retention more, since no clock outlives a process.
type retention struct {
	bucket []byte
	keep   time.Duration
	ages   []age // what is still kept, oldest first
	cut    uint64
}

// age is a revision that was there at a moment.
type age struct {
	revision uint64
	at       time.Time
}

// due notes the store's revision, and tells whether rows up to r.cut are to be cut now.
func (r *retention) due(now time.Time, revision uint64) bool {
	newest := age{revision: r.cut}
	if n := len(r.ages); n > 0 {
		newest = r.ages[n-1]
	}
	if revision > newest.revision && now.Sub(newest.at) >= r.keep/10 {
		r.ages = append(r.ages, age{revision, now})
	}
	before := r.cut
	for len(r.ages) > 0 && now.Sub(r.ages[0].at) > r.keep {
		r.cut, r.ages = r.ages[0].revision, r.ages[1:]
	}
	return r.cut > before
}

// cut removes the rows of a bucket that are old enough, some at a time. The mark below which nobody may
// look moves together with the first of them.
func (s *store) cut(r *retention, now time.Time) {
	if !r.due(now, s.head.Load().revision) {
		return
	}
	for more := true; more; {
		var rows []row
		err := s.db.View(func(tx *bolt.Tx) error {
			c := tx.Bucket(r.bucket).Cursor()
			for k, _ := c.First(); k != nil && len(rows) < cutRows; k, _ = c.Next() {
				revision, name := splitLogKey(k)
				if revision > r.cut {
					break
				}
				rows = append(rows, row{bucket: r.bucket, key: bytes.Clone(k)})
				if len(name) > 0 && bytes.Equal(r.bucket, bucketOutcomes) {
					delete(s.outcomes, string(name))
				}
			}
			return nil
		})
		more = len(rows) == cutRows
		if bytes.Equal(r.bucket, bucketLog) {
			rows = append(rows, row{bucketMeta, keyCompactRevision, uint64Key(r.cut)})
		}
		more = first(err, s.put(rows)) == nil && more
	}
}
