package main

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"maps"
	"slices"
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
const groupCommits, groupBytes, cutRows = 1_024, 8 << 20, 10_000

// The buckets of the file, and the rows of meta. A revision is 8 bytes, the greatest first.
var (
	bucketMeta     = []byte("meta")
	bucketEntries  = []byte("entries")  // key -> KeyValue
	bucketLog      = []byte("log")      // revision -> fingerprint, revision + key -> Event with its prev
	bucketOutcomes = []byte("outcomes") // revision + name of a commit -> outcome

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
	outcomes map[string]outcome // of named commits; the writer's own, like what follows
	ages     []age              // of the revisions that are kept, oldest first
	cut      map[string]uint64  // up to where a bucket is cut
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

// outcome is what an attempt came to; revision is 0 where nothing changed, and of a name that is fenced.
type outcome struct {
	Hash              []byte
	Revision, Deleted uint64
	head              uint64 // the store's revision
	err               error
}

// row is a change of the file; a nil value deletes.
type row struct{ bucket, key, value []byte }

// age is a revision that was there at a moment of this process's own clock.
type age struct {
	revision uint64
	at       time.Time
}

// logKey is where the log has a key's event of a revision; without a key, the revision's fingerprint.
func logKey(revision uint64, key []byte) []byte {
	return append(binary.BigEndian.AppendUint64(nil, revision), key...)
}

func splitLogKey(k []byte) (revision uint64, key []byte) { return binary.BigEndian.Uint64(k), k[8:] }

func metaNumber(tx *bolt.Tx, key []byte) uint64 {
	if raw := tx.Bucket(bucketMeta).Get(key); raw != nil {
		return binary.BigEndian.Uint64(raw)
	}
	return 0
}

func openStore(path string, l limits) (*store, error) {
	db, err := bolt.Open(path, 0o600, &bolt.Options{Timeout: 5 * time.Second, FreelistType: bolt.FreelistMapType, NoFreelistSync: true})
	if err != nil {
		return nil, refuse("BAD_OPTION", "the file "+path+" cannot be opened: "+err.Error(), "option", optionPath)
	}
	s := &store{limits: l, db: db, outcomes: map[string]outcome{}, cut: map[string]uint64{}, queue: make(chan *attempt, l.MaxQueuedWrites),
		closed: make(chan struct{}), done: make(chan struct{}), txns: newTxnTable(l)}
	news := make(chan struct{})
	s.news.Store(&news)
	if err := db.Update(s.load); err != nil {
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
	meta, entries := tx.Bucket(bucketMeta), iradix.New[*pb.KeyValue]().Txn()
	s.history = cmp.Or(string(meta.Get(keyHistoryID)), randomHex(16))
	err := tx.Bucket(bucketEntries).ForEach(func(key, raw []byte) error {
		kv := &pb.KeyValue{}
		entries.Insert(bytes.Clone(key), kv)
		return proto.Unmarshal(raw, kv)
	})
	s.head.Store(&state{metaNumber(tx, keyRevision), entries.Commit()})
	return errors.Join(err, meta.Put(keyHistoryID, []byte(s.history)), tx.Bucket(bucketOutcomes).ForEach(func(k, raw []byte) error {
		var o outcome
		err := json.Unmarshal(raw, &o)
		o.head = o.Revision
		s.outcomes[string(k[8:])] = o
		return err
	}))
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

// run writes what comes, all that waits at once, and keeps house in between.
func (s *store) run() {
	defer close(s.done)
	ticker := time.NewTicker(min(max(millis(s.HistoryRetentionMs)/20, 10*time.Millisecond), millis(s.MinLeaseMs), time.Second))
	defer ticker.Stop()
	for {
		select {
		case a, open := <-s.queue:
			if !open {
				return
			}
			group, bytes := []*attempt{a}, size(a.checks, a.mutations)
			for len(s.queue) > 0 && len(group) < groupCommits && bytes < groupBytes {
				a := <-s.queue
				group, bytes = append(group, a), bytes+size(a.checks, a.mutations)
			}
			s.write(group)
		case now := <-ticker.C:
			s.txns.sweep(now)
			if head := s.head.Load().revision; len(s.ages) == 0 || s.ages[len(s.ages)-1].revision < head {
				s.ages = append(s.ages, age{head, now})
			}
			history, outcomes := millis(s.HistoryRetentionMs), millis(s.OutcomeRetentionMs)
			s.forget(bucketLog, keyCompactRevision, now.Add(-history))
			s.forget(bucketOutcomes, bucketOutcomes, now.Add(-outcomes))
			for len(s.ages) > 1 && s.ages[1].at.Before(now.Add(-max(history, outcomes))) {
				s.ages = s.ages[1:]
			}
		}
	}
}

// write judges a group of attempts, writes what they change in one bolt transaction, and answers.
func (s *store) write(group []*attempt) {
	work, answers, names := *s.head.Load(), make([]outcome, len(group)), []string{}
	var rows []row
	for i, a := range group {
		o, more := s.judge(&work, a)
		if answers[i] = o; a.name != "" && (len(more) > 0 || a.fence) {
			if _, known := s.outcomes[a.name]; !known {
				raw, _ := json.Marshal(o) // of bytes and numbers: never fails
				more = append(more, row{bucketOutcomes, logKey(work.revision, []byte(a.name)), raw})
				s.outcomes[a.name], names = outcome{Hash: o.Hash, Revision: o.Revision, Deleted: o.Deleted, head: o.Revision}, append(names, a.name)
			}
		}
		rows = append(rows, more...)
	}
	if err := s.put(rows, keyRevision, work.revision); err != nil {
		for _, name := range names {
			delete(s.outcomes, name)
		}
		work = *s.head.Load()
		answers = slices.Repeat([]outcome{{err: err}}, len(group))
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

// put writes rows in one bolt transaction, and a number of meta with them. If it cannot be told whether the
// disk has them, the program ends: its callers learn that the outcome is unknown, and the next start reads
// what is there.
func (s *store) put(rows []row, key []byte, number uint64) error {
	if len(rows) == 0 {
		return nil
	}
	err := s.db.Update(func(tx *bolt.Tx) error {
		for _, r := range append(rows, row{bucketMeta, key, logKey(number, nil)}) {
			change := func() error { return tx.Bucket(r.bucket).Put(r.key, r.value) }
			if r.value == nil {
				change = func() error { return tx.Bucket(r.bucket).Delete(r.key) }
			}
			if err := change(); err != nil {
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
	known, again := s.outcomes[a.name]
	switch {
	case again && known.Revision > 0 && a.hash != nil && !bytes.Equal(a.hash, known.Hash):
		return outcome{err: usedBefore(a.name[1:])}, nil
	case again && known.Revision > 0:
		return known, nil
	case again || a.fence:
		message := "no transaction " + a.name[1:] + " is open: it is not committed and never will be"
		return outcome{err: refuse("TXN_UNKNOWN", message)}, nil
	}
	for _, in := range a.reads {
		if !same(a.base, *work, in) {
			return outcome{err: refuse("CONFLICT", "what was read was changed since; run the transaction again", "revision", fmt.Sprint(work.revision))}, nil
		}
	}
	for _, check := range a.checks {
		if kv := work.get(check.Key); !holds(check.Precondition, kv) {
			current := fmt.Sprint(kv.GetModRevision())
			message := fmt.Sprintf("key %q is at mod revision %s (0: absent); expected was {%v}", check.Key, current, check.Precondition)
			key := base64.StdEncoding.EncodeToString(check.Key)
			return outcome{err: refuse("PRECONDITION_FAILED", message, "current_mod_revision", current, "key", key)}, nil
		}
	}
	return s.change(work, a)
}

// change applies an attempt's mutations to the work before it.
func (s *store) change(work *state, a *attempt) (outcome, []row) {
	next, changed, deleted, bytes := state{work.revision + 1, work.entries}, map[string]bool{}, 0, 0
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
		event := difference([]byte(key), work.get([]byte(key)), next.get([]byte(key)), next.revision)
		if event == nil {
			continue
		}
		rows = append(rows, row{bucketLog, logKey(next.revision, event.Kv.Key), encode(event)}, row{bucket: bucketEntries, key: event.Kv.Key})
		if event.Type == pb.Event_PUT {
			rows[len(rows)-1].value = encode(event.Kv)
		}
		if bytes += proto.Size(event); bytes > int(s.MaxRevisionBytes) {
			return outcome{err: tooLarge("TXN_TOO_LARGE", "the size of keys, values and replaced values", bytes, int(s.MaxRevisionBytes))}, nil
		}
	}
	if len(rows) == 1 {
		return outcome{head: work.revision}, nil
	}
	*work = next
	return outcome{Hash: a.hash, Revision: next.revision, head: next.revision, Deleted: uint64(deleted)}, rows
}

// forget cuts a bucket's rows that were there at a moment long ago, some of them each time. A mark in meta
// moves together with them: nobody may look at the log below it. After a start all is kept a while longer,
// since no clock outlives a process.
func (s *store) forget(bucket, mark []byte, since time.Time) {
	old, _ := slices.BinarySearchFunc(s.ages, since, func(a age, at time.Time) int { return a.at.Compare(at) })
	if old == 0 || s.ages[old-1].revision == s.cut[string(bucket)] {
		return
	}
	revision, rows := s.ages[old-1].revision, []row{}
	err := s.db.View(func(tx *bolt.Tx) error {
		c := tx.Bucket(bucket).Cursor()
		for k, _ := c.First(); k != nil && binary.BigEndian.Uint64(k) <= revision && len(rows) < cutRows; k, _ = c.Next() {
			rows = append(rows, row{bucket: bucket, key: bytes.Clone(k)})
			if bytes.Equal(bucket, bucketOutcomes) {
				delete(s.outcomes, string(k[8:]))
			}
		}
		return nil
	})
	if err == nil && s.put(rows, mark, revision) == nil && len(rows) < cutRows {
		s.cut[string(bucket)] = revision
	}
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
